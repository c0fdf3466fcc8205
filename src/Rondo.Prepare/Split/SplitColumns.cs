using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Prepare.Split;

/// <summary>Finds the columns that a splitter names.</summary>
static class SplitColumns
{
    /// <exception cref="RondoException">Every name that is no column, together.</exception>
    public static Table Find(Table table, ISplitter part, params string[] names)
    {
        var step = PartCatalog.NameOf(part);
        if (names.Length == 0 || names.Contains(""))
            throw new RondoException("missing_parameter", $"The split '{step}' does not say which column it goes by.", "Write `column: NAME`.");
        var mistakes = names.Where(name => !table.Schema.Contains(name)).Select(name =>
            new Mistake("unknown_column", $"The split '{step}' names a column '{name}', which is not there.")
            {
                Field = name,
                Hint = Spelling.DidYouMean(name, table.Schema.Fields.Select(f => f.Name)),
            }).ToArray();
        return mistakes.Length == 0 ? table.Select(names.Distinct(StringComparer.Ordinal)) : throw new RondoException(mistakes);
    }
}
