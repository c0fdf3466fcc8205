namespace Rondo.Engine.Metrics;

/// <summary>A number for each row from the true and the predicted value.</summary>
static class RegressionErrors
{
    public static double[] Squared(Scored scored)
    {
        var errors = new double[scored.Rows];
        for (var i = 0; i < errors.Length; i++)
        {
            var error = scored.Target.Values[i] - scored.Predictions[i];
            errors[i] = error * error;
        }
        return errors;
    }

    public static double[] Absolute(Scored scored)
    {
        var errors = new double[scored.Rows];
        for (var i = 0; i < errors.Length; i++) errors[i] = Math.Abs(scored.Target.Values[i] - scored.Predictions[i]);
        return errors;
    }
}
