"""Word documents: what their parts say, and what Word makes of it when it shows them."""
