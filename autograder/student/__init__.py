"""A student's process: started, spoken to and confined. It knows Jupyter, and no test."""
