using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Snapshots;

/// <summary>Orders rows by columns: numbers and times by value, text by its UTF-8, missing values last, equals in the order they came.</summary>
public static class TableSort
{
    /// <exception cref="RondoException">There is no such column.</exception>
    public static Table By(Table table, IReadOnlyList<string> columns) => table.Take(Order(table, columns));

    /// <summary>The rows' numbers in that order.</summary>
    /// <exception cref="RondoException">There is no such column.</exception>
    public static int[] Order(Table table, IReadOnlyList<string> columns)
    {
        var names = table.Schema.Fields.Select(f => f.Name).ToArray();
        var mistakes = columns.Where(c => !table.Schema.Contains(c))
            .Select(c => new Mistake("unknown_column", $"There is no column '{c}' to order by.") { Field = c, Hint = Spelling.DidYouMean(c, names) }).ToArray();
        if (mistakes.Length > 0) throw new RondoException(mistakes);
        var ranks = columns.Select(c => RanksOf(table[c])).ToArray();
        var rows = new int[table.RowCount];
        for (var row = 0; row < rows.Length; row++) rows[row] = row;
        Array.Sort(rows, (a, b) =>
        {
            foreach (var rank in ranks)
                if (rank[a].CompareTo(rank[b]) is not 0 and var order) return order;
            return a.CompareTo(b);
        });
        return rows;
    }

    // Whole numbers whose order is that of the values.
    static long[] RanksOf(Column column)
    {
        var ranks = new long[column.Length];
        switch (column)
        {
            case IntegerColumn whole:
                // The largest number shares its rank with missing values: those of no column reach it but by purpose.
                for (var row = 0; row < ranks.Length; row++) ranks[row] = whole.IsMissing(row) ? long.MaxValue : whole.Values[row];
                break;
            case DoubleColumn number:
                for (var row = 0; row < ranks.Length; row++)
                {
                    var bits = BitConverter.DoubleToInt64Bits(number.Values[row] + 0.0);
                    ranks[row] = number.IsMissing(row) ? long.MaxValue : bits < 0 ? bits ^ long.MaxValue : bits;
                }
                break;
            case TextColumn text:
                var rankOfCode = RanksOf(text.Dictionary);
                for (var row = 0; row < ranks.Length; row++) ranks[row] = text.Codes[row] < 0 ? long.MaxValue : rankOfCode[text.Codes[row]];
                break;
        }
        return ranks;
    }

    static long[] RanksOf(string[] dictionary)
    {
        var keys = dictionary.Select(System.Text.Encoding.UTF8.GetBytes).ToArray();
        var order = Enumerable.Range(0, keys.Length).ToArray();
        Array.Sort(order, (a, b) => keys[a].AsSpan().SequenceCompareTo(keys[b]));
        var ranks = new long[keys.Length];
        for (var i = 1; i < order.Length; i++)
            ranks[order[i]] = ranks[order[i - 1]] + (keys[order[i]].AsSpan().SequenceEqual(keys[order[i - 1]]) ? 0 : 1);
        return ranks;
    }
}
