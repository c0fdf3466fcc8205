using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources.Parquet;

namespace Rondo.Prepare.Sources;

/// <summary>Puts tables of the same columns one below the other.</summary>
public static class TableStack
{
    /// <exception cref="RondoException">Their columns differ, or the types of one have nothing in common.</exception>
    public static Table Of(Table earlier, Table later)
    {
        if (later.RowCount == 0) return earlier;
        string[] names = ["the rows of earlier runs", "the new rows"];
        return Table.Of(ColumnStack.Of(names, [ColumnsOf(earlier), ColumnsOf(later)], new SourceOptions(), default));
    }

    static List<(string Name, Column Column)> ColumnsOf(Table table) => [.. table.Schema.Fields.Select((f, i) => (f.Name, table.Columns[i]))];
}
