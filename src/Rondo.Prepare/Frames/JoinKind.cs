namespace Rondo.Prepare.Frames;

/// <summary>Which rows a join keeps, and in which order.</summary>
public enum JoinKind
{
    /// <summary>Pairs of equal rows, in the order of the first frame, then of the second.</summary>
    Inner,
    /// <summary>The same, and rows of the first frame without a partner.</summary>
    Left,
    /// <summary>Pairs, then rows of the second frame without a partner.</summary>
    Right,
    /// <summary>As left, then rows of the second frame without a partner.</summary>
    Full,
    /// <summary>Rows of the first frame that have a partner, each once.</summary>
    Semi,
    /// <summary>Rows of the first frame that have none.</summary>
    Anti,
}
