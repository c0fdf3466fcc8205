using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Expressions;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Transforms;

/// <summary>A column that an expression gives.</summary>
sealed record DerivedColumn(string Name, CompiledExpression Expression);

/// <summary>
/// Adds columns that expressions give, one after the other, so that each may use the ones before it.
/// A derived column of the name of another takes its place.
/// </summary>
[Part("derive", "Adds columns that expressions give.")]
public sealed record DeriveColumns : ITransform
{
    [Param("The columns in order, each as `name = expression`; a name with odd characters in backticks.")]
    public string[] Columns { get; init; } = [];

    public static DeriveColumns Of(params IEnumerable<(string Name, string Expression)> columns) =>
        new() { Columns = [.. columns.Select(c => $"`{c.Name.Replace("`", "``", StringComparison.Ordinal)}` = {c.Expression}")] };

    /// <exception cref="RondoException">Every wrong expression: Field is the derived column, Line and Column the place in its expression.</exception>
    public IFittedTransform Fit(Table table, TransformContext context)
    {
        var mistakes = new List<Mistake>();
        var failed = new HashSet<string>(StringComparer.Ordinal);
        var schema = table.Schema;
        var derived = ImmutableArray.CreateBuilder<DerivedColumn>(Columns.Length);
        context.Cancellation.ThrowIfCancellationRequested();
        foreach (var (name, text) in Columns.Select(Split))
        {
            try
            {
                var expression = Expression.Parse(text);
                // A column that could not be derived is a mistake once, not again wherever it is used.
                if (!expression.ReferencedColumns().Any(failed.Contains))
                {
                    derived.Add(new DerivedColumn(name, expression.Compile(schema)));
                    schema = With(schema, name, derived[^1].Expression.ResultType);
                    failed.Remove(name);
                    continue;
                }
            }
            catch (RondoException exception)
            {
                mistakes.AddRange(exception.Mistakes.Select(m => m with { Field = name }));
            }
            failed.Add(name);
        }
        return mistakes.Count == 0 ? new FittedDeriveColumns([.. derived], InputsOf(derived, table.Schema)) : throw new RondoException(mistakes);
    }

    internal static Schema With(Schema schema, string name, ColumnType type)
    {
        var fields = schema.Fields.ToList();
        var index = schema.IndexOf(name);
        if (index >= 0) fields[index] = new Field(name, type);
        else fields.Add(new Field(name, type));
        return new Schema([.. fields]);
    }

    static Schema InputsOf(IReadOnlyCollection<DerivedColumn> derived, Schema schema)
    {
        var names = derived.SelectMany(d => d.Expression.Columns).ToHashSet(StringComparer.Ordinal);
        return new Schema([.. schema.Fields.Where(f => names.Contains(f.Name))]);
    }

    static (string Name, string Expression) Split(string column)
    {
        var nameEnd = 0;
        if (column.StartsWith('`'))
        {
            for (nameEnd = 1; nameEnd < column.Length; nameEnd++)
            {
                if (column[nameEnd] != '`') continue;
                if (nameEnd + 1 == column.Length || column[nameEnd + 1] != '`') break;
                nameEnd++;
            }
        }
        var equals = column.IndexOf('=', Math.Min(nameEnd, column.Length));
        var name = equals < 0 ? "" : column[..equals].Trim();
        if (name.Length > 1 && name[0] == '`') name = name[1..^1].Replace("``", "`", StringComparison.Ordinal);
        if (name.Length == 0) throw new RondoException("bad_expression", $"'derive' found '{column}', which has no name.", "Write `name = expression`.");
        var text = column[(equals + 1)..];
        return (name, text.StartsWith(' ') ? text[1..] : text);
    }
}

[Fitted("derive")]
sealed class FittedDeriveColumns(ImmutableArray<DerivedColumn> derived, Schema inputs) : IFittedTransform, IReadable<FittedDeriveColumns>
{
    /// <summary>The columns that it adds.</summary>
    public IEnumerable<string> Names => derived.Select(d => d.Name);

    public Table Apply(Table table)
    {
        foreach (var column in derived) table = table.With(column.Name, column.Expression.Evaluate(table));
        return table;
    }

    public Table Bind(Table row, RowSteps steps) =>
        derived.Aggregate(row, (current, column) => current.With(column.Name, column.Expression.Bind(current, steps)));

    public LoweredTable Lower(LoweredTable table) => derived.Aggregate(table, (current, column) =>
        current.With(column.Name, column.Expression.ResultType, ExpressionLowering.Lower(column.Expression.Typed, name => current[name].Value)));

    /// <summary>Names and canonical texts, and the types of the columns that they read: expressions are compiled again, no code is stored.</summary>
    public void Write(PipelineWriter writer)
    {
        writer.Texts([.. inputs.Fields.Select(f => f.Name)]);
        writer.Texts([.. inputs.Fields.Select(f => f.Type.Word)]);
        writer.Texts([.. derived.Select(d => d.Name)]);
        writer.Texts([.. derived.Select(d => d.Expression.Expression.ToString())]);
    }

    public static FittedDeriveColumns Read(PipelineReader reader, int version)
    {
        var (names, words) = (reader.Texts(), reader.Texts());
        var (columns, texts) = (reader.Texts(), reader.Texts());
        if (names.Length != words.Length || columns.Length != texts.Length || names.Distinct(StringComparer.Ordinal).Count() != names.Length)
            throw PipelineReader.Damaged("its derived columns don't fit together");
        var fields = names.Select((name, i) => ColumnTypes.TryParse(words[i], out var type) ? new Field(name, type) : throw PipelineReader.Damaged($"'{words[i]}' is no type"));
        var inputs = new Schema([.. fields]);
        try
        {
            var schema = inputs;
            var derived = ImmutableArray.CreateBuilder<DerivedColumn>(columns.Length);
            for (var i = 0; i < columns.Length; i++)
            {
                derived.Add(new DerivedColumn(columns[i], Expression.ParseStored(texts[i]).Compile(schema)));
                schema = DeriveColumns.With(schema, columns[i], derived[i].Expression.ResultType);
            }
            return new FittedDeriveColumns(derived.DrainToImmutable(), inputs);
        }
        catch (RondoException exception)
        {
            throw PipelineReader.Damaged($"a derived column can't be read ({exception.Mistakes[0].Message})");
        }
    }
}
