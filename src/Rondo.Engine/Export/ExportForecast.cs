using System.Collections.Immutable;
using System.Reflection;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Export.Onnx;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;

namespace Rondo.Engine.Export;

/// <summary>A part of a recipe that cannot be exported.</summary>
/// <param name="To">The one target that cannot have it; null when none can.</param>
public sealed record ExportProblem(string Part, string? To, string Reason);

/// <summary>What of a recipe will not be exported, told before it is fitted.</summary>
public static class ExportForecast
{
    /// <param name="recipe">The steps and the algorithm.</param>
    /// <param name="columns">Raw columns; rows are not looked at.</param>
    public static ImmutableArray<ExportProblem> Of(Recipe recipe, Table columns)
    {
        var problems = ImmutableArray.CreateBuilder<ExportProblem>();
        foreach (var part in recipe.Transforms.Cast<object>().Append(recipe.Algorithm))
        {
            if (part.GetType().GetCustomAttribute<NotExportedAttribute>() is { } attribute) problems.Add(new ExportProblem(PartCatalog.NameOf(part), attribute.To, attribute.Reason));
            if (part is DeriveColumns derive) problems.AddRange(OfExpressions(derive, columns.Take([])));
        }
        return [.. problems.Distinct()];
    }

    static List<ExportProblem> OfExpressions(DeriveColumns derive, Table none)
    {
        var problems = new List<ExportProblem>();
        foreach (var column in derive.Columns)
        {
            try
            {
                var fitted = new DeriveColumns { Columns = [column] }.Fit(none, new TransformContext(Target.Regression([])));
                var lowered = fitted.Lower(LoweredTable.Of(none.Schema)).Columns[^1].Value;
                problems.AddRange(ExportGraph.InOrder([lowered]).Select(value => OnnxFile.ProblemWith(value.Operation)).OfType<string>().Select(reason => new ExportProblem(column, "onnx", reason)));
            }
            catch (RondoException exception) when (exception.Mistakes[0].Code == CannotExport.Code)
            {
                problems.Add(new ExportProblem(column, null, exception.Mistakes[0].Message));
            }
            catch (RondoException)
            {
                // It hangs on another derived column, or is a mistake that the run tells.
            }
        }
        return problems;
    }
}
