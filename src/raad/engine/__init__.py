"""From a wired model to machine code: expression graph, derivatives, sparsity. Knows no biology."""
