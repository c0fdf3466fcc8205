using System.Linq.Expressions;
using System.Reflection;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Rows;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Deploy.InProcess;

/// <summary>Reads records of a class into rows of a model: which property is which column is found once, and compiled.</summary>
sealed class RecordReader<T>
{
    readonly Action<T, RowTable> _read;

    RecordReader(Action<T, RowTable> read, IReadOnlyList<string> warnings) => (_read, Warnings) = (read, warnings);

    /// <summary>What may be meant otherwise.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <exception cref="RondoException">All that the class lacks, or has of another type than the model's signature.</exception>
    public static RecordReader<T> Of(ServedModel model, IReadOnlyList<RecordProperty> properties)
    {
        var mistakes = new List<Mistake>();
        var warnings = new List<string>();
        var (record, rows) = (Expression.Parameter(typeof(T)), Expression.Parameter(typeof(RowTable)));
        var steps = new List<Expression>();
        for (var i = 0; i < model.Columns.Length; i++)
        {
            var column = model.Columns[i];
            if (Find(column, properties, model, mistakes) is not { } property) continue;
            if (Setter(property, column.Type) is not { } setter)
                mistakes.Add(new Mistake("wrong_type", $"Column '{column.Name}' is {column.Type.Word}; the property {property.Name} is {property.Type.Name}.") { Field = column.Name, Hint = $"Make it {Wanted(column.Type)}." });
            else
            {
                if (column.IsOptional && !property.MayBeMissing)
                    warnings.Add($"Column '{column.Name}' may be missing, which {property.Name} ({property.Type.Name}) can't say: {property.Type.Name}? can.");
                steps.Add(Expression.Call(setter, rows, Expression.Constant(i), Converted(Expression.Property(record, property.Property), setter)));
            }
        }
        if (mistakes.Count > 0) throw new RondoException(mistakes);
        return new RecordReader<T>(Expression.Lambda<Action<T, RowTable>>(Expression.Block(typeof(void), steps), record, rows).Compile(), warnings);
    }

    public void Read(T record, RowTable rows)
    {
        rows.BeginRow();
        _read(record, rows);
        rows.EndRow();
    }

    static RecordProperty? Find(ServedColumn column, IReadOnlyList<RecordProperty> properties, ServedModel model, List<Mistake> mistakes)
    {
        // A name that a property says itself goes before one that is only like it.
        for (var sureness = 0; sureness < properties.Max(p => p.ColumnNames.Count); sureness++)
        {
            var found = properties.Where(p => p.ColumnNames.Count > sureness && p.ColumnNames[sureness] == column.Name).ToArray();
            if (found.Length == 1) return found[0];
            if (found.Length == 0) continue;
            mistakes.Add(new Mistake("ambiguous_column", $"Column '{column.Name}' could be {string.Join(" or ", found.Select(p => p.Name))}.") { Field = column.Name, Hint = $"Say it by [Column(\"{column.Name}\")]." });
            return null;
        }
        if (!column.IsOptional)
        {
            var free = properties.Where(p => p.ColumnNames.All(n => model.IndexOf(n) < 0)).Select(p => p.ColumnNames[0]);
            mistakes.Add(new Mistake("missing_column", $"The model needs a column '{column.Name}' ({column.Type.Word}), for which {typeof(T).Name} has no property.")
            {
                Field = column.Name,
                Hint = Spelling.DidYouMean(column.Name, free) ?? $"Add one of {Wanted(column.Type)}, or say by [Column(\"{column.Name}\")] which one it is.",
            });
        }
        return null;
    }

    static Expression Converted(Expression value, MethodInfo setter)
    {
        var wanted = setter.GetParameters()[2].ParameterType;
        var plain = Nullable.GetUnderlyingType(wanted) ?? wanted;
        if (value.Type == wanted) return value;
        if (Nullable.GetUnderlyingType(value.Type) is not null || !value.Type.IsValueType) return Expression.Convert(value, wanted);
        return Expression.Convert(value.Type == plain ? value : Expression.Convert(value, plain), wanted);
    }

    // The setter for values of the property, when a column of the type takes them.
    static MethodInfo? Setter(RecordProperty property, ColumnType column)
    {
        var type = property.Type;
        if (type.IsEnum) return column == ColumnType.Text ? typeof(RecordCells).GetMethod(nameof(RecordCells.SetName))!.MakeGenericMethod(type) : null;
        var takes = Kind(type) switch
        {
            { } kind when kind == typeof(double) || kind == typeof(long) => column is ColumnType.Double or ColumnType.Int64 ? kind : null,
            { } kind when kind == typeof(bool) => column == ColumnType.Boolean ? kind : null,
            { } kind when kind == typeof(string) => column == ColumnType.Text ? kind : null,
            { } kind when kind == typeof(DateTimeOffset) => column == ColumnType.TimestampUtc ? kind : null,
            { } kind => column.IsTemporal ? kind : null,
            null => null,
        };
        if (takes is null) return null;
        var parameter = takes.IsValueType ? typeof(Nullable<>).MakeGenericType(takes) : takes;
        return typeof(RecordCells).GetMethod(nameof(RecordCells.Set), [typeof(RowTable), typeof(int), parameter]);
    }

    static Type? Kind(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Double or TypeCode.Single or TypeCode.Decimal => typeof(double),
        TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Int64 => typeof(long),
        TypeCode.Boolean or TypeCode.String or TypeCode.DateTime => type,
        _ => type == typeof(DateOnly) || type == typeof(DateTimeOffset) ? type : null,
    };

    static string Wanted(ColumnType column) => column switch
    {
        ColumnType.Double => "double or double?",
        ColumnType.Int64 => "long, int, long? or int?",
        ColumnType.Boolean => "bool or bool?",
        ColumnType.Date => "DateOnly or DateOnly?",
        ColumnType.Timestamp => "DateTime or DateTime?",
        ColumnType.TimestampUtc => "DateTimeOffset or DateTimeOffset?",
        _ => "string",
    };
}
