using Rondo.Engine.Recipes;

namespace Rondo.Engine.Algorithms.Neural;

/// <summary>What a fit has to know, besides its model, to go on after an epoch as if nothing had happened.</summary>
/// <param name="Epochs">Epochs done.</param>
/// <param name="Weights">Those after the last epoch; the model has the best ones.</param>
/// <param name="Second">Null without Adam.</param>
sealed record TrainingState(int Epochs, long Steps, NetworkWeights Weights, NetworkWeights First, NetworkWeights? Second)
{
    public void Write(PipelineWriter writer)
    {
        writer.Int(Epochs);
        writer.Long(Steps);
        Weights.Write(writer);
        First.Write(writer);
        writer.Bool(Second is not null);
        Second?.Write(writer);
    }

    public static TrainingState Read(PipelineReader reader, NetworkShape shape)
    {
        var (epochs, steps) = (reader.Int(), reader.Long());
        if (epochs < 0 || steps < 0) throw PipelineReader.Damaged("a network's training has a negative length");
        var (weights, first) = (NetworkWeights.Read(reader, shape), NetworkWeights.Read(reader, shape));
        return new TrainingState(epochs, steps, weights, first, reader.Bool() ? NetworkWeights.Read(reader, shape) : null);
    }
}
