"""Pages already rendered, each with what it was made from and until when it is true."""
