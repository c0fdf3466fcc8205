namespace Rondo.Engine.Transforms;

/// <summary>A column of the training rows that rows with missing values are compared with.</summary>
sealed class DonorColumn(string name, double mean, bool indicates, double[] values)
{
    public string Name { get; } = name;

    /// <summary>Of all training rows: the fill where there is no neighbour.</summary>
    public double Mean { get; } = mean;

    public bool Indicates { get; } = indicates;

    public string IndicatorName => Name + "_missing";

    /// <summary>NaN where the value is missing.</summary>
    public double[] Values { get; } = values;

    /// <summary>1 where there is a value and 0 where it is missing.</summary>
    public double[] Present { get; } = Array.ConvertAll(values, value => double.IsNaN(value) ? 0.0 : 1.0);

    /// <summary>The values with 0 where they are missing, so that no NaN gets into sums.</summary>
    public double[] Known { get; } = Array.ConvertAll(values, value => double.IsNaN(value) ? 0.0 : value);
}
