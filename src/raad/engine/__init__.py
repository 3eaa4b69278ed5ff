"""From a wired model to a followed population: equations, code, step loop, gradients. Knows no biology."""
