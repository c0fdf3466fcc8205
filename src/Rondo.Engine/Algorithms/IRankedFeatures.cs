namespace Rondo.Engine.Algorithms;

/// <summary>A model that knows how much it makes of each feature.</summary>
public interface IRankedFeatures : IModel
{
    /// <summary>At least 0, in the order of the features; comparable within the model only. Trees: total gain. Linear models: squared coefficients, summed over classes and categories.</summary>
    double[] FeatureImportances();
}
