using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Transforms;

/// <summary>Which columns a step works on: those that its settings name, or all that it takes by default.</summary>
static class ColumnChoice
{
    /// <summary>Positions in the table's order.</summary>
    /// <param name="part">The step, for messages.</param>
    /// <param name="named">The names in the settings; null means all of a type that <paramref name="byDefault"/> accepts.</param>
    /// <param name="takes">The types that a named column may have.</param>
    /// <param name="wanted">Those types in words.</param>
    /// <exception cref="RondoException">Every name that is no column or of a type that does not fit, together.</exception>
    public static int[] Resolve(Table table, ITransform part, string[]? named, Func<ColumnType, bool> takes, Func<ColumnType, bool> byDefault, string wanted)
    {
        var fields = table.Schema.Fields;
        if (named is null) return [.. Enumerable.Range(0, fields.Length).Where(i => byDefault(fields[i].Type))];
        var step = PartCatalog.NameOf(part);
        var mistakes = new List<Mistake>();
        var chosen = new SortedSet<int>();
        foreach (var name in named)
        {
            var index = table.Schema.IndexOf(name);
            if (index < 0) mistakes.Add(Unknown(table, step, name));
            else if (takes(fields[index].Type)) chosen.Add(index);
            else
            {
                mistakes.Add(new Mistake("wrong_type", $"'{step}' takes {wanted}; column '{name}' is {fields[index].Type.Word}.")
                {
                    Field = name,
                    Hint = fields[index].Type.IsTemporal ? "Turn the date into parts or derive a number from it first." : $"Take '{name}' out of `columns`.",
                });
            }
        }
        return mistakes.Count == 0 ? [.. chosen] : throw new RondoException(mistakes);
    }

    /// <summary>A column that was there in training.</summary>
    public static int PositionOf(Table table, string name)
    {
        var index = table.Schema.IndexOf(name);
        return index >= 0 ? index : throw new ArgumentException($"The table has no column '{name}', which the step was fitted on.", nameof(table));
    }

    /// <exception cref="RondoException">A new column would have the name of one that is there.</exception>
    public static void RefuseTaken(ITransform part, IEnumerable<string> kept, IEnumerable<string> added)
    {
        var taken = kept.ToHashSet(StringComparer.Ordinal);
        var step = PartCatalog.NameOf(part);
        var mistakes = added.Where(name => !taken.Add(name))
            .Select(name => new Mistake("column_exists", $"'{step}' would add a column '{name}', but there is one already.") { Field = name, Hint = "Rename or drop one of them." })
            .ToArray();
        if (mistakes.Length > 0) throw new RondoException(mistakes);
    }

    public static Mistake Unknown(Table table, string step, string name) =>
        new("unknown_column", $"'{step}' names a column '{name}', which is not there.")
        {
            Field = name,
            Hint = Spelling.DidYouMean(name, table.Schema.Fields.Select(f => f.Name)),
        };
}
