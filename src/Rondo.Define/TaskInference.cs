using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;

namespace Rondo.Define;

/// <summary>Finds the task from what the target holds.</summary>
public static class TaskInference
{
    const int MaxNumberClasses = 20;
    const double MaxNumberClassShare = 0.05;

    /// <summary>The task, and why.</summary>
    public static (TaskKind Task, string Why) Infer(TargetProfile target)
    {
        if (target.Classes is { Length: 2 } two) return (TaskKind.Binary, $"the target has two values, {two[0].Name} and {two[1].Name}");
        if (target.Type == ColumnType.Text) return (TaskKind.Multiclass, "the target is text with more than two values");
        if (target is { IsWhole: true, Classes: { } few } && few.Length <= MaxNumberClasses && few.Length <= MaxNumberClassShare * target.Known)
            return (TaskKind.Multiclass, string.Create(CultureInfo.InvariantCulture, $"the target has only {few.Length} whole values"));
        return (TaskKind.Regression, "the target is a number with many values");
    }
}
