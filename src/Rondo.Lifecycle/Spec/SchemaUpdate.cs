using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Prepare.Checks;

namespace Rondo.Lifecycle.Spec;

/// <summary>One thing in which a schema changes.</summary>
/// <param name="Column">The column; null when it is about all of the data.</param>
public sealed record SchemaChange(string? Column, string Change)
{
    public override string ToString() => Column is null ? Change : $"{Column}: {Change}";
}

/// <summary>The schema that given data keep to: what still holds stays as it was written, the rest follows the data.</summary>
/// <param name="Schema">The new schema.</param>
/// <param name="Changes">None when the data keep to the old one.</param>
public sealed record SchemaUpdate(SchemaFile Schema, ImmutableArray<SchemaChange> Changes)
{
    private const int LargestDomain = 100;

    /// <param name="current">The schema so far; null when there is none.</param>
    public static SchemaUpdate Of(SchemaFile? current, Table data, CancellationToken cancellation = default)
    {
        var inferred = SchemaFile.Infer(data);
        if (current is null) return new SchemaUpdate(inferred, [.. inferred.Columns.Select(New)]);
        var changes = new List<SchemaChange>();
        data = SchemaRules.Conforming(current, data);
        var known = current.Columns.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var columns = current.Columns.Select(column => Updated(column, data, changes, cancellation)).OfType<SchemaColumn>().ToList();
        foreach (var column in inferred.Columns.Where(c => !known.Contains(c.Name)))
        {
            columns.Add(column);
            changes.Add(New(column));
        }
        var unique = current.Unique.Where(key => Keeps(key, data, changes, cancellation)).ToImmutableArray();
        return new SchemaUpdate(current with { Columns = [.. columns], Rows = Rows(current.Rows, data.RowCount, changes), Unique = unique }, [.. changes]);
    }

    static SchemaChange New(SchemaColumn column) => new(column.Name, $"new, {column.Type.Word}");

    static SchemaColumn? Updated(SchemaColumn column, Table data, List<SchemaChange> changes, CancellationToken cancellation)
    {
        void Say(string change) => changes.Add(new SchemaChange(column.Name, change));
        if (!data.Schema.Contains(column.Name))
        {
            if (column.IsOptional) return column;
            Say("removed, for the data don't have it");
            return null;
        }
        var values = data[column.Name];
        var found = SchemaInference.Column(column.Name, values);
        if (found.Type != column.Type)
        {
            Say($"{found.Type.Word}, was {column.Type.Word}");
            return found with { IsOptional = column.IsOptional };
        }
        var updated = column with { Seen = found.Seen };
        foreach (var (name, check) in SchemaRules.ChecksOf(column))
        {
            if (check.Refuse(data.Schema, column.Name).Any()) continue;
            if (check.Run(new CheckInput(data, column.Name) { Cancellation = cancellation }).IsPassed) continue;
            updated = Loosened(updated, name, values, Say);
        }
        return updated.Checks.Checks.ContainsKey("in") ? updated with { Seen = null } : updated;
    }

    static SchemaColumn Loosened(SchemaColumn column, string name, Column values, Action<string> say)
    {
        var missing = values.CountMissing();
        switch (name)
        {
            case "nullable":
                say(string.Create(CultureInfo.InvariantCulture, $"may be missing, for {missing} of {values.Length} values are"));
                return column with { IsNullable = true };
            case "present":
                var share = SchemaInference.Present(missing, values.Length);
                say(string.Create(CultureInfo.InvariantCulture, $"present {(share is null ? "no longer said" : $"{share}")}, was {column.Present}"));
                return column with { Present = share };
            case "range":
                return With(column, name, Wider(column.Checks.Checks[name], values, say));
            case "in":
                return With(column, name, Larger(column.Checks.Checks[name], values, say));
            default:
                say($"'{name}' removed, for it does not hold");
                return With(column, name, null);
        }
    }

    static ImmutableSortedDictionary<string, object?> Wider(ImmutableSortedDictionary<string, object?> bounds, Column values, Action<string> say)
    {
        foreach (var (word, sign) in ((string, int)[])[("min", -1), ("max", 1)])
        {
            if (!bounds.TryGetValue(word, out var bound)) continue;
            var input = new CheckInput(Table.Of(("x", values)), "x");
            var alone = word == "min" ? new RangeCheck { Min = bound } : new RangeCheck { Max = bound };
            if (alone.Run(input).Rows is not { Length: > 0 } rows) continue;
            var worst = rows.Aggregate((a, b) => sign * Compare(values, a, b) >= 0 ? a : b);
            var widest = values switch { DoubleColumn numbers => numbers.Values[worst], IntegerColumn { Type: ColumnType.Int64 } whole => whole.Values[worst], _ => (object?)ShownValue.Plain(values, worst) };
            // An infinite bound is none.
            bounds = widest is double and (double.PositiveInfinity or double.NegativeInfinity) ? bounds.Remove(word) : bounds.SetItem(word, widest);
            say(string.Create(CultureInfo.InvariantCulture, $"{word} {widest}, was {bound}"));
        }
        return bounds;
    }

    static ImmutableSortedDictionary<string, object?>? Larger(ImmutableSortedDictionary<string, object?> parameters, Column values, Action<string> say)
    {
        var known = (ImmutableArray<object?>)parameters["values"]!;
        var check = new SetCheck { Values = [.. known.OfType<object>()] };
        var rows = check.Run(new CheckInput(Table.Of(("x", values)), "x")).Rows;
        var added = rows.GroupBy(row => ShownValue.Plain(values, row), StringComparer.Ordinal).Select(g => Plain(values, g.First())).ToArray();
        if (known.Length + added.Length > LargestDomain)
        {
            say(string.Create(CultureInfo.InvariantCulture, $"'in' removed, for there are {added.Length} values that it does not list"));
            return null;
        }
        say($"in has {string.Join(", ", rows.GroupBy(row => ShownValue.Of(values, row), StringComparer.Ordinal).Select(g => g.Key))} now");
        return parameters.SetItem("values", known.AddRange(added));
    }

    static object? Plain(Column values, int row) => values switch
    {
        DoubleColumn numbers => numbers.Values[row],
        IntegerColumn { Type: ColumnType.Int64 } whole => whole.Values[row],
        IntegerColumn { Type: ColumnType.Boolean } flags => flags.Values[row] == 1,
        _ => ShownValue.Plain(values, row),
    };

    static int Compare(Column values, int a, int b) => values switch
    {
        DoubleColumn numbers => numbers.Values[a].CompareTo(numbers.Values[b]),
        IntegerColumn whole => whole.Values[a].CompareTo(whole.Values[b]),
        _ => 0,
    };

    static SchemaColumn With(SchemaColumn column, string name, ImmutableSortedDictionary<string, object?>? parameters)
    {
        var checks = parameters is null || parameters.IsEmpty ? column.Checks.Checks.Remove(name) : column.Checks.Checks.SetItem(name, parameters);
        return column with { Checks = column.Checks with { Checks = checks } };
    }

    static bool Keeps(UniqueSpec key, Table data, List<SchemaChange> changes, CancellationToken cancellation)
    {
        var check = new UniqueCheck { Columns = [.. key.Columns] };
        if (!check.Refuse(data.Schema, null).Any() && check.Run(new CheckInput(data) { Cancellation = cancellation }).IsPassed) return true;
        changes.Add(new SchemaChange(null, $"unique: {string.Join(", ", key.Columns)} removed, for it does not hold"));
        return false;
    }

    static RowsSpec? Rows(RowsSpec? current, int rows, List<SchemaChange> changes)
    {
        if (current is null || (rows >= (current.Min ?? 0) && rows <= (current.Max ?? long.MaxValue))) return current;
        var next = rows < current.Min ? SchemaInference.Rows(rows) : current with { Max = null };
        if (next is { Min: null, Max: null }) next = null;
        changes.Add(new SchemaChange(null, string.Create(CultureInfo.InvariantCulture, $"rows: {(next is null ? "no longer bounded" : $"at least {next.Min ?? 0}")}, for there are {rows}")));
        return next;
    }
}
