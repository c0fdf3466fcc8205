using System.Collections.Immutable;
using System.Globalization;
using Rondo.Define;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Expressions;

namespace Rondo.Lifecycle.Spec.Resolution;

/// <summary>The target as the data show it.</summary>
/// <param name="Column">All rows; null when clusters are wanted and nothing is labelled.</param>
/// <param name="Sources">The columns that it is made of: they are no features.</param>
sealed record TargetPlan(Column? Column, ImmutableArray<string> Sources, TargetProfile Profile, TaskKind Task, ImmutableArray<ClassCount> Classes)
{
    /// <summary>The smallest class, for tasks with classes.</summary>
    public ClassCount Rarest => Classes.MinBy(c => c.Count)!;

    /// <summary>Null when there is a mistake, which is then among the findings.</summary>
    public static TargetPlan? Of(DefineSpec define, Findings findings)
    {
        if (define.Target is not { } target) return OfClusters(null, [], findings);
        if (ColumnOf(target, findings) is not var (column, sources)) return null;
        if (define.Task == TaskKind.Clustering) return OfClusters(column, sources, findings);
        var path = PathOf(target);
        var profile = TargetProfile.Of(column);
        var name = target.Name;
        if (profile.Known == 0) return Refuse("missing_target", $"The target '{name}' has no value in any row.", "Choose another target, or look at how missing values are written.");
        if (profile.Classes is [var only]) return Refuse("constant_target", $"The target '{name}' is '{only.Name}' in every row; there is nothing to learn.", "Choose another target.");
        if (column.Type.IsTemporal) return Refuse("target_type", $"The target '{name}' is a {column.Type.Word}; expected a number, text or boolean.", $"Derive a number: `target: {{ {name}_year: year({name}) }}`.");
        var task = TaskOf(define, profile, findings);
        if (task == TaskKind.Regression)
            return column is TextColumn text ? RefuseText(text, name, findings) : new TargetPlan(column, sources, profile, task, []);
        if (profile.Classes is not { } classes)
            return Refuse("too_many_classes", $"The target '{name}' has more than {TargetProfile.MaxClasses} values, too many to be classes.", "Choose another target, or `task: regression` for a number.");
        if (task == TaskKind.Binary && classes.Length != 2)
        {
            findings.Wrong("define.task", "wrong_task", $"A binary task needs two classes; '{name}' has {classes.Length}: {Shown(classes)}.", "Use `task: multiclass`, or a condition: `target: { is_x: column == \"x\" }`.");
            return null;
        }
        return new TargetPlan(column, sources, profile, task, classes);

        TargetPlan? Refuse(string code, string message, string hint)
        {
            findings.Wrong(path, code, message, hint);
            return null;
        }
    }

    // A label only judges the clusters; whatever names a class will do, and rows without one stay.
    static TargetPlan OfClusters(Column? label, ImmutableArray<string> sources, Findings findings)
    {
        var rows = findings.Table.RowCount;
        var classes = label is null || label.Type.IsTemporal ? null : TargetProfile.Of(label).Classes;
        if (label is not null && classes is null)
            findings.Wrong("define.target", "too_many_classes", $"The label has more than {TargetProfile.MaxClasses} values, too many to compare clusters with.", "Choose another label, or leave `target` out.");
        return new TargetPlan(label, sources, new TargetProfile(ColumnType.Boolean, rows, 0, IsWhole: false, classes), TaskKind.Clustering, classes ?? []);
    }

    /// <summary>Where the file says what the target is.</summary>
    public static string PathOf(TargetSpec target) => target.Expression is null ? "define.target" : $"define.target.{target.Name}";

    public static string Shown(ImmutableArray<ClassCount> classes) =>
        string.Join(", ", classes.Take(5).Select(c => c.Name)) + (classes.Length > 5 ? ", ..." : "");

    /// <summary>The column of any table with the spec's columns: named, or computed.</summary>
    static (Column Column, ImmutableArray<string> Sources)? ColumnOf(TargetSpec target, Findings findings)
    {
        var path = PathOf(target);
        if (target.Expression is null) return findings.HasColumn(target.Name, path) ? (findings.Table[target.Name], [target.Name]) : null;
        if (findings.Table.Schema.Contains(target.Name))
        {
            findings.WrongKey(path, "column_exists", $"The target is to be named '{target.Name}', but the data have a column of that name.", "Give it another name.");
            return null;
        }
        try
        {
            var compiled = Expression.Compile(target.Expression, findings.Table.Schema);
            return (compiled.Evaluate(findings.Table), compiled.Columns);
        }
        catch (RondoException fault)
        {
            findings.Add(path, fault.Mistakes);
            return null;
        }
    }

    static TaskKind TaskOf(DefineSpec define, TargetProfile profile, Findings findings)
    {
        if (define.Task is { } given) return given;
        var (task, why) = TaskInference.Infer(profile);
        findings.Default("define.task", Engine.Catalog.PartCatalog.SnakeCase(task.ToString()), why);
        return task;
    }

    // The first value that is not a number tells most: often it is how the source writes a missing one.
    static TargetPlan? RefuseText(TextColumn column, string name, Findings findings)
    {
        var isNumber = Array.ConvertAll(column.Dictionary, text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
        var bad = Enumerable.Range(0, column.Length).Where(row => column.Codes[row] >= 0 && !isNumber[column.Codes[row]]).ToArray();
        var what = bad.Length == 0 ? "is text"
            : string.Create(CultureInfo.InvariantCulture, $"has {bad.Length} values that are not numbers (first: '{column[bad[0]]}', row {bad[0] + 1})");
        findings.Wrong("define.target", "not_a_number", $"The target '{name}' {what}; a regression needs numbers.",
            bad.Length == 0 ? "Declare the column as double in the schema file." : $"Add it to `prepare.missing: [{column[bad[0]]}]`, or use `task: multiclass`.");
        return null;
    }
}
