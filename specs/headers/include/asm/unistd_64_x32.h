/* Made of a table, for assembly; no C here asks for anything in it. */
