namespace Rondo.Engine.Algorithms.Neural;

/// <summary>How weights follow their gradients.</summary>
public enum OptimizerKind
{
    /// <summary>Steps in units of each weight's usual gradient (Kingma and Ba 2015).</summary>
    Adam,
    /// <summary>Steps along the gradient and the steps before (Polyak 1964).</summary>
    Sgd,
}
