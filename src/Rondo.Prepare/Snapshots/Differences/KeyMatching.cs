using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Snapshots.Differences;

/// <summary>Matches rows by key columns, which must tell all rows apart.</summary>
static class KeyMatching
{
    /// <exception cref="RondoException">There is no such column, or two rows have one key.</exception>
    public static RowPairs Match(Table before, Table after, IReadOnlyList<string> key)
    {
        var tokens = Tokens(before, after, key);
        var (hashesBefore, hashesAfter) = (new ulong[before.RowCount], new ulong[after.RowCount]);
        foreach (var (earlier, later) in tokens)
        {
            earlier.AddTo(hashesBefore);
            later.AddTo(hashesAfter);
        }
        var index = new RowIndex(hashesBefore);
        CheckUnique(index, hashesBefore, [.. tokens.Select(t => t.Before)], before, key, "earlier");
        CheckUnique(new RowIndex(hashesAfter), hashesAfter, [.. tokens.Select(t => t.After)], after, key, "later");
        var partners = new int[after.RowCount];
        for (var row = 0; row < partners.Length; row++) partners[row] = Find(index, hashesAfter[row], row, tokens);
        return RowPairs.Of(partners, before.RowCount);
    }

    static (ColumnTokens Before, ColumnTokens After)[] Tokens(Table before, Table after, IReadOnlyList<string> key)
    {
        var mistakes = key.SelectMany(name => new[] { Missing(before, name, "earlier"), Missing(after, name, "later") }).OfType<Mistake>().ToArray();
        if (mistakes.Length > 0) throw new RondoException(mistakes);
        return [.. key.Select(name => ColumnTokens.Of(before[name], after[name])
            ?? throw new RondoException(new Mistake("key_retyped", $"The key '{name}' is {before[name].Type.Word} in the earlier table and {after[name].Type.Word} in the later one.") { Field = name }))];
    }

    static Mistake? Missing(Table table, string name, string which) => table.Schema.Contains(name) ? null
        : new Mistake("unknown_column", $"The {which} table has no column '{name}' to match rows by.") { Field = name, Hint = Spelling.DidYouMean(name, table.Schema.Fields.Select(f => f.Name)) };

    static int Find(RowIndex index, ulong hash, int row, (ColumnTokens Before, ColumnTokens After)[] tokens)
    {
        for (var candidate = index.First(hash); candidate >= 0; candidate = index.After(candidate))
        {
            var isSame = true;
            foreach (var (earlier, later) in tokens) isSame &= later.Equals(row, earlier, candidate);
            if (isSame) return candidate;
        }
        return -1;
    }

    static void CheckUnique(RowIndex index, ulong[] hashes, ColumnTokens[] tokens, Table table, IReadOnlyList<string> key, string which)
    {
        for (var row = 0; row < hashes.Length; row++)
        {
            for (var other = index.First(hashes[row]); other >= 0 && other < row; other = index.After(other))
            {
                if (!Array.TrueForAll(tokens, t => t.Equals(row, t, other))) continue;
                var values = string.Join(", ", key.Select(name => $"{name} = {CellValue.Text(CellValue.Of(table[name], row))}"));
                throw new RondoException(new Mistake("duplicate_key", FormattableString.Invariant($"Rows {other + 1} and {row + 1} of the {which} table have the same key: {values}."))
                {
                    Row = row + 1,
                    Field = key[0],
                    Hint = "Name the columns that tell all rows apart with --key, or none.",
                });
            }
        }
    }
}
