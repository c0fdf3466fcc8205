using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Fluent;

/// <summary>Algorithms and their parameters, by name, by shortcut, or as the algorithm's own record.</summary>
public static class Model
{
    /// <summary>An algorithm by its name, and parameters by theirs: <c>Model.Of("ridge", ("alpha", 0.5))</c>.</summary>
    public static ModelSpec Of(string name, params (string Parameter, object? Value)[] parameters) =>
        new(name, parameters.ToImmutableSortedDictionary(p => p.Parameter, p => GivenParameters.Plain(p.Value), StringComparer.Ordinal));

    /// <summary>The algorithm's own record: <c>Model.Of(new RandomForest { NEstimators = 300 })</c>. Values that are the default are as if not given.</summary>
    public static ModelSpec Of(IAlgorithm algorithm) => new(PartCatalog.NameOf(algorithm), GivenParameters.Of(algorithm));

    public static ModelSpec Ridge(double? alpha = null) => Given("ridge", ("alpha", alpha));

    public static ModelSpec Lasso(double? alpha = null) => Given("lasso", ("alpha", alpha));

    public static ModelSpec LinearRegression() => Given("linear_regression");

    public static ModelSpec LogisticRegression(double? c = null) => Given("logistic_regression", ("c", c));

    public static ModelSpec RandomForest(int? nEstimators = null, int? maxDepth = null, double? maxFeatures = null, int? minSamplesLeaf = null) =>
        Given("random_forest", ("n_estimators", nEstimators), ("max_depth", maxDepth), ("max_features", maxFeatures), ("min_samples_leaf", minSamplesLeaf));

    public static ModelSpec GradientBoosting(
        int? nEstimators = null, double? learningRate = null, int? maxLeaves = null, int? maxDepth = null, int? minSamplesLeaf = null, int? earlyStopping = null) =>
        Given("gradient_boosting", ("n_estimators", nEstimators), ("learning_rate", learningRate), ("max_leaves", maxLeaves), ("max_depth", maxDepth), ("min_samples_leaf", minSamplesLeaf), ("early_stopping", earlyStopping));

    public static ModelSpec Mlp(int[]? hidden = null, string? activation = null, string? optimizer = null, double? learningRate = null, int? epochs = null) =>
        Given("mlp", ("hidden", hidden), ("activation", activation), ("optimizer", optimizer), ("learning_rate", learningRate), ("epochs", epochs));

    public static ModelSpec KNearestNeighbors(int? nNeighbors = null) => Given("k_nearest_neighbors", ("n_neighbors", nNeighbors));

    public static ModelSpec KMeans(int? nClusters = null) => Given("k_means", ("n_clusters", nClusters));

    static ModelSpec Given(string name, params (string, object?)[] parameters) => Of(name, [.. parameters.Where(p => p.Item2 is not null)]);
}
