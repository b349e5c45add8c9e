def with_totals(table):
    # First copy every number by hand, then add up.
    second = []
    for index in range(len(table)):
        total = 0
        new_row = []
        for number in table[index]:
            total += number
            new_row.append(number)
        new_row.append(total)
        second.insert(index, new_row)
    end = []
    end.append("end")
    second.insert(len(second), end)
    return table, second
