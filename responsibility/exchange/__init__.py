"""The organisation in and out as one workbook: parse → errors by row and column → apply, or have it approved."""
