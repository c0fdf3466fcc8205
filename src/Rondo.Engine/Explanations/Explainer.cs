using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Explanations;

/// <summary>Explains the predictions of any pipeline.</summary>
public static class Explainer
{
    extension(FittedPipeline pipeline)
    {
        /// <summary>
        /// Models that split their score exactly (trees by TreeSHAP, linear ones) do so feature by feature; so does an ensemble of them, column by
        /// column, as far as its scores add up. Any other pipeline is explained by Shapley values of its columns against the reference row.
        /// </summary>
        /// <exception cref="RondoException">A column is missing or of another type, or the pipeline has no reference row and needs one.</exception>
        public Explanation Explain(Table rows, int threads = 1, CancellationToken cancellation = default)
        {
            var conforming = pipeline.Conform(rows);
            return AdditiveExplanation.Applies(pipeline)
                ? AdditiveExplanation.Of(pipeline, conforming, threads, cancellation)
                : BaselineShapley.Explain(pipeline, conforming, threads, cancellation);
        }
    }

    /// <summary>The index of the first output explained, and the names of all that are: of two classes the positive one speaks for both.</summary>
    public static (int First, string[] Names) Explained(FittedPipeline pipeline) => pipeline.Task switch
    {
        TaskKind.Regression => (0, ["prediction"]),
        TaskKind.Binary => (1, [pipeline.Classes[1]]),
        _ => (0, [.. pipeline.Classes]),
    };
}
