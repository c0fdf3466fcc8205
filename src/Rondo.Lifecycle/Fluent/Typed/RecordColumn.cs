using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Fluent.Typed;

/// <summary>A column that a record says the data have.</summary>
sealed record RecordColumn(string Name, string Property, Type Type)
{
    /// <summary>Notes whatever the record says and the data don't have.</summary>
    /// <exception cref="RondoException">All of it, before any training.</exception>
    public static void Check(IReadOnlyList<RecordColumn> columns, Schema schema)
    {
        var mistakes = columns.Select(c => c.ProblemWith(schema)).OfType<Mistake>().ToArray();
        if (mistakes.Length > 0) throw new RondoException(mistakes);
    }

    Mistake? ProblemWith(Schema schema)
    {
        if (schema.Find(Name) is not { } field)
        {
            var names = schema.Fields.Select(f => f.Name).ToArray();
            var hint = Spelling.DidYouMean(Name, names) ?? $"The data have {string.Join(", ", names.Take(20))}{(names.Length > 20 ? ", ..." : ".")}";
            return new Mistake("unknown_column", $"There is no column '{Name}', which the property {Property} stands for.") { Field = Name, Hint = hint };
        }
        return Fits(field.Type) ? null
            : new Mistake("wrong_column_type", $"Column '{Name}' is {field.Type.Word}; the property {Property} is {Type.Name}.") { Field = Name, Hint = "Change the property's type, or look at the data." };
    }

    bool Fits(ColumnType type) => Type switch
    {
        _ when Type == typeof(string) || Type.IsEnum => type == ColumnType.Text,
        _ when Type == typeof(bool) => type == ColumnType.Boolean,
        _ when Type == typeof(int) || Type == typeof(long) || Type == typeof(short) || Type == typeof(byte) => type == ColumnType.Int64,
        _ when Type == typeof(double) || Type == typeof(float) || Type == typeof(decimal) => type is ColumnType.Double or ColumnType.Int64,
        _ when Type == typeof(DateOnly) || Type == typeof(DateTime) || Type == typeof(DateTimeOffset) => type.IsTemporal,
        _ => true,
    };
}
