"""Speed and accuracy of raad beside other simulators, on the same equations, people and doses."""
