"""How the weights of `retrieval.excerpts.judge` are found: gather, fit, figures."""
