namespace Rondo.Prepare.Split;

/// <summary>A share of rows as a whole number of rows.</summary>
static class Share
{
    public static int Of(int rows, double fraction) => (int)Math.Floor(rows * fraction + 0.5);
}
