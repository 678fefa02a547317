"""The engine: laws of states, clocks, working time. It knows the floors below and no domain."""
