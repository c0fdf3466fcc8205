using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Recipes;

namespace Rondo.Observe.Performance;

/// <summary>An estimator within reference.bin.</summary>
static class EstimatorFormat
{
    const int None = 0, Confidence = 1, Errors = 2;

    public static void Write(PipelineWriter writer, IPerformanceEstimator? estimator)
    {
        switch (estimator)
        {
            case ConfidenceEstimator confidence:
                writer.Int(Confidence);
                writer.Fitted(confidence.Calibration);
                break;
            case ErrorRegression errors:
                writer.Int(Errors);
                writer.Bytes(PipelineFormat.Write(errors.Absolute));
                writer.Bytes(PipelineFormat.Write(errors.Squared));
                writer.Double(errors.SquaredDeviation);
                break;
            default:
                writer.Int(None);
                break;
        }
    }

    public static IPerformanceEstimator? Read(PipelineReader reader, TaskKind task, ImmutableArray<string> classes)
    {
        switch (reader.Int())
        {
            case None:
                return null;
            case Confidence:
                var calibration = reader.Fitted<IFittedCalibration>();
                return calibration.Outputs == classes.Length ? new ConfidenceEstimator(calibration) : throw PipelineReader.Damaged("its calibration is of other classes");
            case Errors:
                var (absolute, squared, deviation) = (PipelineFormat.Read(reader.Bytes()), PipelineFormat.Read(reader.Bytes()), reader.Double());
                var fits = task == TaskKind.Regression && absolute.Task == TaskKind.Regression && squared.Task == TaskKind.Regression;
                return fits ? new ErrorRegression(absolute, squared, deviation) : throw PipelineReader.Damaged("its error model is of another task");
            default:
                throw PipelineReader.Damaged("its estimator is of no known kind");
        }
    }
}
