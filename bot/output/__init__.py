"""What the commands print: answers, citations, quotations and progress for a terminal."""
