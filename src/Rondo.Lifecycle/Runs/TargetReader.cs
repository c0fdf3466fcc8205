using System.Collections.Immutable;
using Rondo.Define;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Expressions;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Runs;

/// <summary>Turns the target's column, or the expression for it, into numbers or class indices.</summary>
public static class TargetReader
{
    /// <summary>The column of the target: of the table, or computed from it.</summary>
    public static Column ColumnOf(Table table, TargetSpec target)
    {
        if (target.Expression is { } expression) return Expression.Compile(expression, table.Schema).Evaluate(table);
        if (table.Schema.Contains(target.Name)) return table[target.Name];
        throw new RondoException(new Mistake("unknown_column", $"The data have no column '{target.Name}', which is the target.")
        {
            Field = target.Name,
            Hint = Spelling.DidYouMean(target.Name, table.Schema.Fields.Select(f => f.Name)),
        });
    }

    /// <summary>The target of the rows that have one, and which rows those are.</summary>
    /// <param name="classes">The classes in index order; empty for regression.</param>
    /// <exception cref="RondoException">A value is no finite number, or none of the classes.</exception>
    public static (Target Target, int[] Rows) Read(Column column, string name, TaskKind task, ImmutableArray<string> classes)
    {
        if (task == TaskKind.Clustering) return (Labels(column, name, classes), [.. Enumerable.Range(0, column.Length)]);
        int[] rows = [.. Enumerable.Range(0, column.Length).Where(row => !column.IsMissing(row))];
        var valueOf = task == TaskKind.Regression ? Numbers(column, name) : Classes(column, name, classes);
        return (new Target(task, Array.ConvertAll(rows, row => valueOf(row)), classes), rows);
    }

    // Rows without a label are clustered too; to the judge they are one more label.
    static Target Labels(Column column, string name, ImmutableArray<string> classes)
    {
        var valueOf = Classes(column, name, classes);
        var values = new double[column.Length];
        for (var row = 0; row < values.Length; row++) values[row] = column.IsMissing(row) ? classes.Length : valueOf(row);
        return new Target(TaskKind.Clustering, values, column.CountMissing() == 0 ? classes : [.. classes, ""]);
    }

    static Func<int, double> Numbers(Column column, string name)
    {
        Func<int, double> value = column switch
        {
            DoubleColumn doubles => row => doubles.Values[row],
            IntegerColumn { Type: ColumnType.Int64 or ColumnType.Boolean } integers => row => integers.Values[row],
            _ => throw new RondoException(new Mistake("not_a_number", $"The target '{name}' is {column.Type.Word}, which regression can't predict.") { Field = name }),
        };
        return row => double.IsFinite(value(row)) ? value(row)
            : throw new RondoException(new Mistake("infinite_target", $"The target '{name}' is infinite.") { Field = name, Row = row + 1, Hint = "Derive a finite target, or drop these rows." });
    }

    static Func<int, double> Classes(Column column, string name, ImmutableArray<string> classes)
    {
        var indices = classes.Select((word, index) => (word, index)).ToDictionary(p => p.word, p => (double)p.index, StringComparer.Ordinal);
        // A label is made once for each distinct value, not for each row.
        var known = new Dictionary<long, double>();
        return row =>
        {
            var value = column switch
            {
                TextColumn text => text.Codes[row],
                IntegerColumn integers => integers.Values[row],
                _ => BitConverter.DoubleToInt64Bits(((DoubleColumn)column).Values[row]),
            };
            if (known.TryGetValue(value, out var index)) return index;
            var label = TargetProfile.NameOf(column, row);
            if (!indices.TryGetValue(label, out index))
            {
                throw new RondoException(new Mistake("unknown_class", $"The target '{name}' is '{label}', which is none of the classes {string.Join(", ", classes.Take(10))}.")
                {
                    Field = name,
                    Row = row + 1,
                });
            }
            known.Add(value, index);
            return index;
        };
    }
}
