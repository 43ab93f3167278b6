"""Speed and accuracy, measured. Each script prints a table and can put it into RESULTS.md."""
