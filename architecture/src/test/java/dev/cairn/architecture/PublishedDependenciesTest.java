package dev.cairn.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

class PublishedDependenciesTest {
  @Test
  void coreBringsItsUsersNothingButSlf4j() throws Exception {
    Path pom = SourceTree.folder(Room.CORE).resolve("pom.xml");

    assertThat(dependencies(pom))
        .filteredOn(dependency -> !text(dependency, "scope").equals("test"))
        .filteredOn(dependency -> !text(dependency, "optional").equals("true"))
        .extracting(dependency -> text(dependency, "artifactId"))
        .containsExactly("slf4j-api");
  }

  private static List<Element> dependencies(Path pom) throws Exception {
    Element project =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(pom.toFile())
            .getDocumentElement();
    return children(project, "dependencies").stream()
        .flatMap(list -> children(list, "dependency").stream())
        .toList();
  }

  private static List<Element> children(Element parent, String name) {
    NodeList nodes = parent.getChildNodes();
    return IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .filter(Element.class::isInstance)
        .map(Element.class::cast)
        .filter(element -> element.getTagName().equals(name))
        .toList();
  }

  private static String text(Element parent, String name) {
    return children(parent, name).stream().map(Node::getTextContent).findFirst().orElse("");
  }
}
