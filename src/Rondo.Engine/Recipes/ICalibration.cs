using System.Reflection;
using Rondo.Engine.Catalog;
using Rondo.Engine.Export;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Metrics;

namespace Rondo.Engine.Recipes;

/// <summary>A way to make probabilities honest: of the rows that get 0.8, eight in ten should be positive.</summary>
[PartKind("calibration")]
public interface ICalibration
{
    /// <summary>Learns from out-of-fold probabilities, never from those of rows that the model was fitted on.</summary>
    IFittedCalibration Fit(Scored outOfFold);
}

/// <summary>A fitted calibration: immutable and thread-safe.</summary>
public interface IFittedCalibration : IFitted
{
    /// <summary>The number of classes that it was fitted on.</summary>
    int Outputs { get; }

    /// <summary>Replaces the probabilities by calibrated ones that add up to 1 in each row. Shape: rows x outputs, row by row.</summary>
    void Apply(Span<double> probabilities, int outputs);

    /// <summary>The same on a graph of operations, for export.</summary>
    /// <exception cref="Errors.RondoException">It cannot be exported; says why.</exception>
    Value Lower(Value probabilities) => throw CannotExport.Because(GetType().GetCustomAttribute<FittedAttribute>()?.Name ?? GetType().Name, "it does not say how");
}
