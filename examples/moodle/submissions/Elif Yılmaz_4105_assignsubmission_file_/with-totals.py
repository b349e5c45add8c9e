def with_totals(table):
    result = []
    for i in range(len(table)):
        s = 0
        row = []
        for x in table[i]:
            s += x
            row.append(x)
        row.append(s)
        result.insert(i, row)
    last = []
    last.append("end")
    result.insert(len(result), last)
    return table, result
