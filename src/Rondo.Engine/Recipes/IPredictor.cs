namespace Rondo.Engine.Recipes;

/// <summary>A model over records of a class, for programs that predict by themselves. Thread-safe.</summary>
public interface IPredictor<T>
{
    /// <summary>What the model says of one record. Makes no garbage.</summary>
    /// <exception cref="Errors.RondoException">A value is none that the model was made for.</exception>
    Prediction Predict(T record);

    /// <summary>The same of many records at once, all by one version of the model.</summary>
    /// <param name="predictions">As many places as there are records.</param>
    void Predict(ReadOnlySpan<T> records, Span<Prediction> predictions);
}
