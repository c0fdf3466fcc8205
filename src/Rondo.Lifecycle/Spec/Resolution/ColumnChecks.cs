using System.Globalization;
using Rondo.Engine.Data;

namespace Rondo.Lifecycle.Spec.Resolution;

/// <summary>Checks that the columns which the file names are there and of a type that fits.</summary>
static class ColumnChecks
{
    public static void Check(LifecycleSpec spec, Schema derived, Findings findings)
    {
        var prepare = spec.Prepare;
        ChecksRules.Check(prepare.Checks, findings);
        CheckOutliers(prepare, derived, findings);
        CheckCategories(prepare, derived, findings);
        CheckScales(prepare, derived, findings);
        CheckTransforms(prepare, derived, findings);
        CheckJudgement(spec.Train.Evaluate, findings);
        CheckNames(prepare, findings);
        for (var i = 0; i < prepare.LeakageAllow.Length; i++)
            findings.HasColumn(prepare.LeakageAllow[i], Item("prepare.leakage.allow", i, prepare.LeakageAllow.Length, findings), schema: derived);
        CheckFills(prepare, derived, findings);
        CheckEncodings(prepare, derived, findings);
        CheckTime(prepare, findings);
        CheckSplitColumn(prepare, findings);
    }

    static void CheckNames(PrepareSpec prepare, Findings findings)
    {
        for (var i = 0; i < prepare.OrderBy.Length; i++) findings.HasColumn(prepare.OrderBy[i], Item("prepare.order_by", i, prepare.OrderBy.Length, findings));
        for (var i = 0; i < prepare.Drop.Length; i++) findings.HasColumn(prepare.Drop[i], Item("prepare.drop", i, prepare.Drop.Length, findings));
        if (prepare.Entity is { } entity) findings.HasColumn(entity, "prepare.entity");
        if (prepare.Split.Key is { } key) findings.HasColumn(key, "prepare.split.key");
        if (prepare.Split.Group is { } group) findings.HasColumn(group, "prepare.split.group");
    }

    static void CheckFills(PrepareSpec prepare, Schema derived, Findings findings)
    {
        foreach (var (name, fill) in prepare.Clean.MissingBy)
        {
            var path = $"prepare.clean.missing.{name}";
            if (!findings.HasColumn(name, path, onKey: true, derived)) continue;
            var type = derived.Find(name)!.Type;
            RefuseDropped(prepare, name, path, findings);
            if (type.IsTemporal && fill.Strategy != "auto")
                findings.Wrong(path, "wrong_column_type", $"'{fill.Strategy}' can't fill column '{name}', which is a {type.Word}.", "Derive a number from it, and fill that.");
            else if (fill.Strategy is "mean" or "median" or "knn" && type is not (ColumnType.Double or ColumnType.Int64))
                findings.Wrong(path, "wrong_column_type", $"Column '{name}' is {type.Word}; only numbers can be filled by {fill.Strategy}.", "Use mode or a constant.");
            else if (fill.Constant is { } constant && !Fits(constant, type))
                findings.Wrong(path, "wrong_column_type", $"The constant '{constant}' does not fit column '{name}', which is {type.Word}.");
        }
        if (prepare.Clean.Missing is { Constant: { } all } && !Fits(all, ColumnType.Double) && derived.Fields.Any(f => f.Type is ColumnType.Double or ColumnType.Int64))
            findings.Wrong("prepare.clean.missing", "wrong_column_type", $"The constant '{all}' does not fit columns of numbers.", "Name the columns that it is for.");
    }

    static void CheckOutliers(PrepareSpec prepare, Schema derived, Findings findings)
    {
        foreach (var name in prepare.Clean.OutliersBy.Keys)
            RequireNumber(prepare, name, $"prepare.clean.outliers.{name}", "have outliers that a rule can find", derived, findings);
    }

    static void CheckScales(PrepareSpec prepare, Schema derived, Findings findings)
    {
        foreach (var name in prepare.Features.ScaleBy.Keys)
            RequireNumber(prepare, name, $"prepare.features.scale.{name}", "can be scaled", derived, findings);
    }

    // A later one may work on columns that an earlier one makes.
    static void CheckTransforms(PrepareSpec prepare, Schema derived, Findings findings)
    {
        if (prepare.Features.Transforms is not [var first, ..]) return;
        foreach (var name in first.Columns()) findings.HasColumn(name, $"prepare.features.transforms[0].{first.Name}.columns", schema: derived);
    }

    static void RequireNumber(PrepareSpec prepare, string name, string path, string what, Schema derived, Findings findings)
    {
        if (!findings.HasColumn(name, path, onKey: true, derived)) return;
        RefuseDropped(prepare, name, path, findings);
        if (derived.Find(name)!.Type is var type and not (ColumnType.Double or ColumnType.Int64))
            findings.WrongKey(path, "wrong_column_type", $"Only numbers {what}; column '{name}' is {type.Word}.", "Remove it here.");
    }

    static void CheckCategories(PrepareSpec prepare, Schema derived, Findings findings)
    {
        foreach (var name in prepare.Clean.Categories.Rules.Keys)
        {
            var path = $"prepare.clean.categories.merge_spelling.{name}";
            if (findings.HasColumn(name, path, onKey: true, derived) && derived.Find(name)!.Type is var type and not ColumnType.Text)
                findings.WrongKey(path, "wrong_column_type", $"Only text has spellings; column '{name}' is {type.Word}.", "Remove it here.");
        }
    }

    static void CheckJudgement(EvaluateSpec evaluate, Findings findings)
    {
        for (var i = 0; i < evaluate.Slices.Length; i++) findings.HasColumn(evaluate.Slices[i], Item("train.evaluate.slices", i, evaluate.Slices.Length, findings));
        if (evaluate.Fairness is { } fairness) findings.HasColumn(fairness.By, "train.evaluate.fairness.by");
    }

    static bool Fits(string constant, ColumnType type) => type switch
    {
        ColumnType.Boolean => constant is "true" or "false",
        ColumnType.Double or ColumnType.Int64 => double.TryParse(constant, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value),
        _ => true,
    };

    static void CheckEncodings(PrepareSpec prepare, Schema derived, Findings findings)
    {
        foreach (var (name, encoding) in prepare.Features.Encode)
        {
            var path = $"prepare.features.encode.{name}";
            if (!findings.HasColumn(name, path, onKey: true, derived)) continue;
            RefuseDropped(prepare, name, path, findings);
            if (derived.Find(name)!.Type is var type and not ColumnType.Text)
                findings.Wrong(path, "wrong_column_type", $"'{encoding}' encodes text; column '{name}' is {type.Word}.", "Numbers need no encoding. To make categories of them, declare the column as text in the schema file.");
        }
        for (var i = 0; i < prepare.Features.Drop.Length; i++)
            findings.HasColumn(prepare.Features.Drop[i], Item("prepare.features.drop", i, prepare.Features.Drop.Length, findings), schema: derived);
    }

    static void RefuseDropped(PrepareSpec prepare, string name, string path, Findings findings)
    {
        if (prepare.Features.Drop.Contains(name) || (prepare.Drop.Contains(name) && findings.Table.Schema.Contains(name)))
            findings.WrongKey(path, "dropped_column", $"Column '{name}' is dropped, so this has no effect.", "Remove one of them.");
    }

    static void CheckTime(PrepareSpec prepare, Findings findings)
    {
        if (prepare.Time is not { } name || !findings.HasColumn(name, "prepare.time")) return;
        var column = findings.Table[name];
        if (!column.Type.IsTemporal && column.Type != ColumnType.Int64)
        {
            findings.Wrong("prepare.time", "wrong_column_type", $"The time column '{name}' is {column.Type.Word}; expected a date, a timestamp or whole numbers.", "Declare its type in the schema file.");
            return;
        }
        var missing = column.CountMissing();
        if (missing == 0) return;
        var first = Enumerable.Range(0, column.Length).First(column.IsMissing);
        findings.Wrong("prepare.time", "missing_time", string.Create(CultureInfo.InvariantCulture, $"The time column '{name}' misses {missing} values (first: row {first + 1}); rows without a time have no place in an order."), "Fill them in the source, or leave `time` out.");
    }

    static void CheckSplitColumn(PrepareSpec prepare, Findings findings)
    {
        const string path = "prepare.split.column";
        if (prepare.Split.Column is not { } name || !findings.HasColumn(name, path)) return;
        if (findings.Table[name] is not TextColumn column)
        {
            findings.Wrong(path, "wrong_column_type", $"The split column '{name}' is {findings.Table[name].Type.Word}; expected text, `train` or `test`.");
            return;
        }
        var (train, test) = (0, 0);
        for (var row = 0; row < column.Length; row++)
        {
            if (column[row] == "train") train++;
            else if (column[row] == "test") test++;
            else
            {
                findings.Wrong(path, "bad_split_value", string.Create(CultureInfo.InvariantCulture, $"The split column '{name}' has {(column[row] is { } value ? $"'{value}'" : "no value")} in row {row + 1}; expected `train` or `test`."));
                return;
            }
        }
        if (train == 0 || test == 0) findings.Wrong(path, "empty_part", $"The split column '{name}' has no row for {(train == 0 ? "train" : "test")}.");
    }

    // A single name may stand without a list, and then has the path of the key.
    static string Item(string path, int index, int count, Findings findings)
    {
        var item = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
        return count == 1 && !findings.IsGiven(item) ? path : item;
    }
}
