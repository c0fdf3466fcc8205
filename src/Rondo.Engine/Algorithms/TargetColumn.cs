using Rondo.Engine.Data;
using Rondo.Engine.Errors;

namespace Rondo.Engine.Algorithms;

/// <summary>A table's column as what is to be predicted.</summary>
public static class TargetColumn
{
    extension(Table table)
    {
        /// <summary>The other columns, and this one as the target: a number, or the classes of a text or boolean in alphabetical order, the last of two positive.</summary>
        /// <exception cref="RondoException">There is no such column, or it has missing values or a type that can't be predicted.</exception>
        public (Table Features, Target Target) Separate(string target)
        {
            if (!table.Schema.Contains(target))
                throw new RondoException(new Mistake("unknown_column", $"There is no column '{target}'.") { Field = target, Hint = Spelling.DidYouMean(target, table.Schema.Fields.Select(f => f.Name)) });
            var column = table[target];
            for (var i = 0; i < column.Length; i++)
                if (column.IsMissing(i)) throw new RondoException(new Mistake("missing_target", $"The target '{target}' has missing values.") { Field = target, Row = i + 1, Hint = "Leave these rows out." });
            return (table.Drop(new HashSet<string> { target }), Of(column, target));
        }
    }

    static Target Of(Column column, string name) => column switch
    {
        DoubleColumn numbers => Target.Regression(numbers.Values),
        IntegerColumn { Type: ColumnType.Int64 } whole => Target.Regression(Array.ConvertAll(whole.Values, v => (double)v)),
        IntegerColumn { Type: ColumnType.Boolean } flags => new Target(TaskKind.Binary, Array.ConvertAll(flags.Values, v => (double)v), ["false", "true"]),
        TextColumn texts => Classes(texts, name),
        _ => throw new RondoException(new Mistake("wrong_column_type", $"Column '{name}' is {column.Type.Word}, which can't be predicted.") { Field = name }),
    };

    static Target Classes(TextColumn texts, string name)
    {
        var labels = Enumerable.Range(0, texts.Length).Select(i => texts[i]!).ToArray();
        var classes = labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (classes.Length < 2) throw new RondoException(new Mistake("constant_target", $"Column '{name}' has one value, '{classes.FirstOrDefault()}'.") { Field = name });
        var codes = classes.Select((label, code) => (label, code)).ToDictionary(c => c.label, c => (double)c.code, StringComparer.Ordinal);
        return new Target(classes.Length == 2 ? TaskKind.Binary : TaskKind.Multiclass, Array.ConvertAll(labels, label => codes[label]), [.. classes]);
    }
}
