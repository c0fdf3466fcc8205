namespace Rondo.Engine.Algorithms.Linear;

/// <summary>The centred columns of a design as coordinate descent sees them, with the residuals of the coefficients so far.</summary>
interface ICoordinates
{
    /// <summary>The column's weighted product with itself.</summary>
    double Square(int slot);

    /// <summary>The column's weighted product with the residuals.</summary>
    double Gradient(int slot);

    /// <summary>Takes so many times the column off the residuals.</summary>
    void Move(int slot, double step);
}
