using System.Collections.Immutable;
using Rondo.Engine.Catalog;
using Rondo.Engine.Metrics;
using Rondo.Engine.Recipes;
using Rondo.Train.CrossValidation;
using Rondo.Train.Leaderboard;

namespace Rondo.Lifecycle.Runs;

/// <summary>Puts candidates together into one weighted mean.</summary>
static class EnsembleCandidates
{
    public const string Name = "ensemble";

    // Each more costs a fit and a share of every prediction, and adds little.
    private const int AtMost = 20;

    public static IReadOnlyList<Member> Choose(IReadOnlyList<CrossValidated> completed, RecipeData data, IMetric metric, CancellationToken cancellation)
    {
        var strongest = Ranking.Order(completed, metric).Take(AtMost).ToArray();
        return GreedyEnsemble.Select(strongest, data.Target, data.Weights, metric, cancellation);
    }

    /// <summary>The ensemble's scores in each fold, from its members' out-of-fold predictions.</summary>
    public static CrossValidated Score(IReadOnlyList<Member> members, TrainingRows rows, IReadOnlyList<Fold> folds)
    {
        var predicted = members[0].Candidate.OutOfFold.Rows;
        var mean = new double[members[0].Candidate.OutOfFold.Values(predicted).Length];
        foreach (var member in members)
        {
            var values = member.Candidate.OutOfFold.Values(predicted);
            for (var i = 0; i < mean.Length; i++) mean[i] += member.Weight * values[i];
        }
        var outOfFold = OutOfFold.Of(rows.Count, predicted, mean);
        var metrics = MetricSet.For(rows.Data.Target.Task);
        var scores = metrics.ToDictionary(PartCatalog.NameOf, _ => new double?[folds.Count]);
        for (var k = 0; k < folds.Count; k++)
        {
            var part = rows.Data.Take(folds[k].Validation);
            var scored = new Scored(part.Target, outOfFold.Values(folds[k].Validation), part.Weights);
            foreach (var metric in metrics) scores[PartCatalog.NameOf(metric)][k] = metric.Compute(scored).Value;
        }
        var parameters = members.ToImmutableSortedDictionary(m => Label(members, m), m => (object?)m.Weight, StringComparer.Ordinal);
        var strongest = members[0].Candidate;
        return new CrossValidated(new Candidate(Name, parameters, strongest.Candidate.Recipe))
        {
            Scores = scores,
            TrainScores = metrics.ToDictionary(PartCatalog.NameOf, _ => new double?[folds.Count]),
            OutOfFold = outOfFold,
            Refit = strongest.Refit,
            FirstPipeline = members.All(m => m.Candidate.FirstPipeline is not null) ? Combine([.. members.Select(m => (m.Candidate.FirstPipeline!, m.Weight))]) : null,
            FitSeconds = members.Sum(m => m.Candidate.FitSeconds),
            PredictMicrosecondsPerRow = members.Sum(m => m.Candidate.PredictMicrosecondsPerRow),
        };
    }

    /// <summary>One pipeline that predicts the weighted mean.</summary>
    public static FittedPipeline Combine(ImmutableArray<(FittedPipeline Pipeline, double Weight)> members) => members[0].Pipeline with
    {
        Branches = [.. members.Select(m => m.Pipeline.Branches[0] with { Weight = m.Weight })],
    };

    static string Label(IReadOnlyList<Member> members, Member member)
    {
        var name = member.Candidate.Candidate.Model;
        var before = members.TakeWhile(m => m != member).Count(m => m.Candidate.Candidate.Model == name);
        return before == 0 ? name : FormattableString.Invariant($"{name}_{before + 1}");
    }
}
