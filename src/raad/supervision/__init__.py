"""Rules of labels and protocols for supervised dosing, judged on who is treated, how and where. For teaching only."""
