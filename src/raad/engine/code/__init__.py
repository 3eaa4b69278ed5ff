"""From the equations of a system to machine code: expressions, elimination, straight code, loading, and the cache."""
