using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Transforms;

namespace Rondo.ContractTests;

/// <summary>Settings with which a part has something to do where it does nothing, or refuses, by default.</summary>
static class Settings
{
    /// <summary>The transform with its defaults; of steps that wait to be told columns, expressions or words, one that is told some.</summary>
    public static ITransform Transform(string name, Table table)
    {
        var part = Catalogue.Parts.OfKind("transform").Single(p => p.Name == name);
        var values = part.Parameters.Select(p => (p.Name, Value: Told(name, p, table))).Where(p => p.Value is not null).ToDictionary(p => p.Name, p => p.Value);
        return Catalogue.Parts.Create<ITransform>(name, values);
    }

    static object? Told(string name, ParamInfo parameter, Table table) => (name, parameter) switch
    {
        // Its list holds formulas, which no rule could guess.
        ("derive", { Name: "columns" }) => table.Columns.Length == 0 ? ["three = 1 + 2"] : new[] { "three = 1 + 2", $"same = `{table.Schema.Fields[0].Name.Replace("`", "``", StringComparison.Ordinal)}`" },
        // No columns at all are no choice.
        (_, { Name: "columns", Default: string[] { Length: 0 } }) when table.Columns.Length > 0 => new[] { table.Schema.Fields[0].Name },
        // Without a calendar or dates it marks nothing, and is refused.
        ("holidays", { Name: "calendar" }) => "easter",
        _ => null,
    };
}
