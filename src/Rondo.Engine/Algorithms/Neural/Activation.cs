namespace Rondo.Engine.Algorithms.Neural;

/// <summary>What a hidden unit makes of its sum.</summary>
public enum Activation
{
    /// <summary>max(x, 0).</summary>
    Relu,
    /// <summary>The hyperbolic tangent.</summary>
    Tanh,
    /// <summary>x times about the normal distribution function of x, by its tanh form (Hendrycks and Gimpel 2016).</summary>
    Gelu,
}
