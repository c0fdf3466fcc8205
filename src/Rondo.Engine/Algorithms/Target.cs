using System.Collections.Immutable;

namespace Rondo.Engine.Algorithms;

public enum TaskKind
{
    Regression,
    Binary,
    Multiclass,
    /// <summary>Nothing is predicted: rows are put into clusters. Labels, where there are some, only judge.</summary>
    Clustering,
}

public static class TaskKinds
{
    extension(TaskKind task)
    {
        /// <summary>Whether one of several classes is predicted.</summary>
        public bool HasClasses => task is TaskKind.Binary or TaskKind.Multiclass;
    }
}

/// <summary>What is to be predicted, a value a row: a number, or the index of a class.</summary>
/// <param name="Values">No value is missing. Shape: rows. Clustering: the index of the row's label, or 0 where nothing is labelled.</param>
/// <param name="Classes">The classes' names in index order; empty for regression. In a binary task index 1 is the positive class. Clustering: the labels, or empty.</param>
public sealed record Target(TaskKind Task, double[] Values, ImmutableArray<string> Classes)
{
    public int Rows => Values.Length;

    /// <summary>Numbers that a model gives for each row: 1 for regression, else a probability for each class. A clustering model decides for itself.</summary>
    public int Outputs => Task == TaskKind.Regression ? 1 : Classes.Length;

    public static Target Regression(double[] values) => new(TaskKind.Regression, values, []);

    /// <summary>Rows to be put into clusters.</summary>
    public static Target Unlabelled(int rows) => new(TaskKind.Clustering, new double[rows], []);

    public Target Take(int[] rows)
    {
        var taken = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++) taken[i] = Values[rows[i]];
        return this with { Values = taken };
    }
}
