using Rondo.Engine.Algorithms;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Catalog;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;

namespace Rondo.Export.Tests;

/// <summary>A pipeline with one part of the catalog in it that is to be exported.</summary>
sealed record ExportCase(string Name, Type Part, Func<FittedPipeline> Fit)
{
    private readonly Lazy<FittedPipeline> _fitted = new(Fit);

    public FittedPipeline Fitted => _fitted.Value;

    private static readonly PartCatalog s_parts = new(typeof(PartCatalog).Assembly);

    /// <summary>Every algorithm for every task, every transform and every calibration, as the catalog has them.</summary>
    public static IReadOnlyList<ExportCase> All { get; } =
    [
        .. from part in s_parts.OfKind("algorithm")
           from task in Enum.GetValues<TaskKind>()
           where s_parts.Create<IAlgorithm>(part.Name).Learns(task)
           select new ExportCase($"{part.Name}/{PartCatalog.SnakeCase(task.ToString())}", part.Type, () => OfAlgorithm(part, task)),
        .. s_parts.OfKind("transform").Select(part => new ExportCase(part.Name, part.Type, () => OfTransform(part))),
        .. from part in s_parts.OfKind("calibration")
           from task in new[] { TaskKind.Binary, TaskKind.Multiclass }
           select new ExportCase($"{part.Name}/{PartCatalog.SnakeCase(task.ToString())}", part.Type, () => OfCalibration(part, task)),
    ];

    static FittedPipeline OfAlgorithm(PartInfo part, TaskKind task)
    {
        var table = SyntheticRows.Of(SyntheticRows.TrainingRows, isLater: false);
        // Enough to have something of each kind in the model, and no more.
        var values = part.Parameters.Where(p => p.Name == "n_estimators").ToDictionary(p => p.Name, _ => (object?)25);
        return Recipe.Of(s_parts.Create<IAlgorithm>(part.Name, values)).Fit(table, SyntheticRows.TargetOf(table, task));
    }

    static FittedPipeline OfTransform(PartInfo part)
    {
        var table = SyntheticRows.Of(SyntheticRows.TrainingRows, isLater: false);
        var values = part.Parameters.Select(p => (p.Name, Value: Told(part.Name, p))).Where(p => p.Value is not null).ToDictionary(p => p.Name, p => p.Value);
        return new Recipe([s_parts.Create<ITransform>(part.Name, values), new DateParts(), new Impute(), new Standard()], new RidgeRegression()).Fit(table, SyntheticRows.TargetOf(table, TaskKind.Regression));
    }

    static FittedPipeline OfCalibration(PartInfo part, TaskKind task)
    {
        var table = SyntheticRows.Of(SyntheticRows.TrainingRows, isLater: false);
        var target = SyntheticRows.TargetOf(table, task);
        var fitted = Recipe.Of(new LogisticRegression()).Fit(table, target);
        return fitted with { Calibration = s_parts.Create<ICalibration>(part.Name).Fit(fitted.Score(table, target)), Threshold = 0.37 };
    }

    // What a part needs to be told to do something.
    static object? Told(string part, ParamInfo parameter) => (part, parameter.Name) switch
    {
        ("derive", "columns") => SyntheticExpressions.Columns,
        ("holidays", "calendar") => "us",
        ("drop_columns", "columns") => new[] { "city" },
        (_, "columns") when parameter.Default is string[] { Length: 0 } => new[] { "amount" },
        _ => null,
    };
}
