using System.Collections.Immutable;
using System.Text.Json;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Foreign;

namespace Rondo.Lifecycle.Foreign;

/// <summary>Which columns a model's inputs take.</summary>
sealed record ForeignInputs(ImmutableArray<OnnxInput> Inputs, ImmutableArray<Field> Columns, bool IsRowByRow)
{
    const int MostColumns = 100_000;
    // Where programs write the names of a matrix's columns.
    static readonly string[] _nameProperties = ["feature_names", "feature_names_in_", "columns", "features"];

    /// <exception cref="RondoException">An input that rows of columns can't fill, or names and types that don't fit.</exception>
    public static ForeignInputs Of(IReadOnlyList<OnnxPort> ports, OnnxFacts facts, ForeignRequest request)
    {
        var open = ports.Count(p => WidthOf(p) < 0);
        var known = ports.Select(WidthOf).Where(w => w > 0).Sum();
        ImmutableArray<string> names = [.. request.Columns.Select(c => c.Name)];
        if (names.IsEmpty && ports.Count == 1) names = NamesIn(facts, WidthOf(ports[0]));
        if (open > 1 || (open == 1 && names.Length <= known))
            throw Bad($"Input {ports.First(p => WidthOf(p) < 0)} does not say how many columns it takes.", "Name them all, in order: --columns a,b,c.");
        var inputs = ports.Select(p => new OnnxInput(p.Name, p.Element, WidthOf(p) is > 0 and var width ? (int)width : names.Length - (int)known, p.Shape.Length == 1)).ToImmutableArray();
        var total = inputs.Sum(i => (long)i.Width);
        if (total is 0 or > MostColumns) throw Bad(FormattableString.Invariant($"The model takes {total} columns; 1 to {MostColumns} can be served."));
        if (names.Length > 0 && names.Length != total)
            throw Bad(FormattableString.Invariant($"--columns names {names.Length} columns; the model takes {total}: {string.Join(", ", ports)}."));
        var fields = Fields(inputs, names, request);
        if (fields.GroupBy(f => f.Name).FirstOrDefault(g => g.Count() > 1) is { } twice) throw Bad($"Two columns would be named '{twice.Key}'.", "Name them: --columns a,b,c.");
        if (fields.Any(f => f.Name == request.Target)) throw Bad($"The target '{request.Target}' is one of the columns that the model takes.", "Name another: --target COLUMN.");
        return new ForeignInputs(inputs, fields, ports.Any(p => p.Shape[0] == 1));
    }

    // -1 when it does not say.
    static long WidthOf(OnnxPort port)
    {
        if (TypeOf(port.Element) is null || port.IsListOfMaps) throw Bad($"Input {port} is of a type that columns can't fill.", "Export the model with float, whole number, boolean or text inputs.");
        if (port.Shape.Length is not (1 or 2)) throw Bad($"Input {port} has {port.Shape.Length} dimensions; rows of columns fill [rows] or [rows, columns].");
        if (port.Shape[0] is not (-1 or 1)) throw Bad(FormattableString.Invariant($"Input {port} takes exactly {port.Shape[0]} rows."), "Export it so that the first dimension may be any (in PyTorch: dynamic_axes or dynamic_shapes).");
        return port.Shape.Length == 1 ? 1 : port.Shape[1] is 0 or > MostColumns ? throw Bad($"Input {port} can't be filled.") : port.Shape[1];
    }

    static ImmutableArray<Field> Fields(ImmutableArray<OnnxInput> inputs, ImmutableArray<string> names, ForeignRequest request)
    {
        var fields = ImmutableArray.CreateBuilder<Field>();
        foreach (var input in inputs)
        {
            for (var j = 0; j < input.Width; j++)
            {
                var name = names.Length > 0 ? names[fields.Count] : input.Width == 1 ? input.Name : FormattableString.Invariant($"{input.Name}_{j}");
                var natural = TypeOf(input.Element)!.Value;
                var type = request.Columns.Length > 0 ? request.Columns[fields.Count].Type ?? natural : natural;
                if (!Takes(natural, type)) throw Bad($"Column '{name}' can't be {type.Word}: input '{input.Name}' takes {natural.Word}.");
                if (name.Length == 0) throw Bad($"A column of input '{input.Name}' has no name.", "Name them: --columns a,b,c.");
                fields.Add(new Field(name, type));
            }
        }
        return fields.ToImmutable();
    }

    static bool Takes(ColumnType input, ColumnType column) => input == column || (column == ColumnType.Boolean && input == ColumnType.Int64) || (input == ColumnType.Double && column.IsNumeric);

    static ColumnType? TypeOf(OnnxElement element) => element switch
    {
        OnnxElement.Float or OnnxElement.Double or OnnxElement.Half => ColumnType.Double,
        OnnxElement.Text => ColumnType.Text,
        OnnxElement.Boolean => ColumnType.Boolean,
        OnnxElement.None or OnnxElement.Other => null,
        _ => ColumnType.Int64,
    };

    static ImmutableArray<string> NamesIn(OnnxFacts facts, long width)
    {
        foreach (var property in _nameProperties)
        {
            if (!facts.Properties.TryGetValue(property, out var text)) continue;
            var names = Names(text);
            if (names.Length > 0 && (width < 0 || names.Length == width)) return names;
        }
        return [];
    }

    static ImmutableArray<string> Names(string text)
    {
        if (!text.StartsWith('[')) return [.. text.Split(',', StringSplitOptions.TrimEntries)];
        try
        {
            using var json = JsonDocument.Parse(text);
            return [.. json.RootElement.EnumerateArray().Select(e => e.ToString())];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    static RondoException Bad(string message, string? hint = null) => new("unsuitable_model", message, hint);
}
