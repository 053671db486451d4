"""Fitting the weights of `retrieval.excerpts.judge`: evidence gathered, weights fitted, figures."""
