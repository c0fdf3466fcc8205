using System.Globalization;

namespace Rondo.Engine.Foreign;

/// <summary>How classes that are whole numbers in an ONNX model are called here.</summary>
public static class OnnxLabels
{
    public static string Of(double number) => ((long)number).ToString(CultureInfo.InvariantCulture);
}
