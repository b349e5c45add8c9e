def with_totals(table):
    second = table[:]
    for row in second:
        row.append(sum(row))
    second.append(["end"])
    return table, second
